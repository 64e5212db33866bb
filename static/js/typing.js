// @ts-check
/**
 * Whether a key is meant for a field that one types into, and for nothing else on the page.
 */

const FIELDS = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range], [type=file], [type=button])";

/** @param {KeyboardEvent} event */
export const isTyped = ({ target }) => target instanceof Element && target.matches(FIELDS);
