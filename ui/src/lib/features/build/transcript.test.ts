import { describe, expect, it } from 'vitest';
import { heard, kept, nothingSaid } from './transcript';

const lines = (...texts: string[]) => texts.map((text, at) => ({ number: at + 1, text }));

describe('what a build said', () => {
  it('is sorted under the steps of both engines', () => {
    const said = heard(
      nothingSaid,
      lines(
        'Step 1/2 : FROM scratch',
        ' ---> abc',
        'STEP 2/2: RUN make',
        '\u001b[32mok\u001b[0m',
        '[2/2] STEP 1/1: COPY a b',
      ),
    );
    expect(said.steps.map((step) => [step.number, step.total, step.command])).toEqual([
      [1, 2, 'FROM scratch'],
      [2, 2, 'RUN make'],
      [1, 1, 'COPY a b'],
    ]);
    expect(said.steps[1]?.lines.map((line) => line.text)).toEqual(['ok']);
  });

  it('keeps what came before the first step', () => {
    const said = heard(nothingSaid, lines('pulling', 'Step 1/1 : FROM x'));
    expect(said.steps[0]).toMatchObject({ number: 0, lines: [{ text: 'pulling' }] });
  });

  it('counts a line that comes twice once', () => {
    const once = heard(nothingSaid, lines('Step 1/1 : RUN a', 'b'));
    expect(heard(once, lines('Step 1/1 : RUN a', 'b', 'c')).steps[0]?.lines).toHaveLength(2);
  });

  it('is bounded', () => {
    const many = lines('Step 1/1 : RUN yes', ...Array.from({ length: kept + 20 }, () => 'y'));
    const step = heard(nothingSaid, many).steps[0];
    expect(step?.lines).toHaveLength(kept);
    expect(step?.dropped).toBe(20);
  });
});
