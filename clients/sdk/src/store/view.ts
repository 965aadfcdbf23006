import { Observable } from '../observable.ts';

/** A part of the state, as a screen shows it. */
export abstract class View<Snapshot> extends Observable<Snapshot> {
  #inputs: readonly unknown[] = [];

  /** What the snapshot is made of. @internal */
  protected abstract inputs(): readonly unknown[];

  /** The state changed: announces it if that concerns this view. @internal */
  refresh(): void {
    const inputs = this.inputs();
    if (inputs.every((input, index) => input === this.#inputs[index])) return;
    this.#inputs = inputs;
    this.changed();
  }
}
