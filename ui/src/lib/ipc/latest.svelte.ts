import { asProblem } from './client';
import type { Problem } from './generated';

/**
 * A question that is asked anew while somebody types: after a pause, and only the answer to the newest one counts. The
 * answer before stays in view until then.
 */
export class Latest<Q, A> {
  answer = $state.raw<A | undefined>(undefined);
  /** Why the newest question got no answer. */
  problem = $state.raw<Problem | null>(null);
  /** The answer in view is not the one to the newest question. */
  waiting = $state(false);

  #ask: (question: Q) => Promise<A>;
  #pause: number;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: (question: Q) => Promise<A>, pause = 150) {
    this.#ask = ask;
    this.#pause = pause;
  }

  /** Asks after the pause, if nothing else is asked until then. */
  ask(question: Q): void {
    this.#begin();
    this.#timer = setTimeout(() => void this.now(question), this.#pause);
  }

  /** Asks at once. Nothing comes back when the question failed or a newer one was asked meanwhile. */
  async now(question: Q): Promise<A | undefined> {
    const turn = this.#begin();
    try {
      const answer = await this.#ask(question);
      if (turn !== this.#turn) return undefined;
      this.answer = answer;
      this.problem = null;
      return answer;
    } catch (error) {
      if (turn === this.#turn) this.problem = asProblem(error);
      return undefined;
    } finally {
      if (turn === this.#turn) this.waiting = false;
    }
  }

  /** Forgets question and answer. */
  clear(): void {
    this.#begin();
    this.waiting = false;
    this.answer = undefined;
    this.problem = null;
  }

  #begin(): number {
    clearTimeout(this.#timer);
    this.waiting = true;
    return ++this.#turn;
  }
}
