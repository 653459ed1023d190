/** Why a page can't go on. Its code is shown, with words where there are any (`stopped-…`). */
export class PageFault extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}
