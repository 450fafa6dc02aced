// Takes the place of entrance.js when the cost of a page without the chat is measured.
void 0
