// What every page's HTML is held to. A rule that is off, or otherwise than recommended, says why.
export default {
    root: true,
    extends: ["html-validate:recommended", "html-validate:document"],
    rules: {
        // A title begins with what the page is about; how long the name of that is, its curators know.
        "long-title": "off",
        // The templates write <!doctype html>, as the standard's own examples do since they are lower case.
        "doctype-style": ["error", { style: "lowercase" }],
        // The template language leaves spaces where a tag of it stood at the end of a line.
        "no-trailing-whitespace": "off",
        // Of a filter any value may hold, so that each of its boxes sends the same name.
        "form-dup-name": ["error", { shared: ["checkbox", "radio", "button", "reset", "submit"] }],
        // Nothing comes from another host, where a hash of it would say that it is what was meant.
        "require-sri": ["error", { target: "crossorigin" }],
    },
};
