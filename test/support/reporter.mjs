import Mocha from 'mocha';

/** The spec reporter, closed by one line that a script can read: `N passed, N failed, N skipped`. */
export default class Reporter extends Mocha.reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
  }
}
