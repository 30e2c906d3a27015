import type { Correction, Problem, TypedImage } from '../generated';

/** Understands what is typed as an image, with the corrections people need most. */
export function typed(text: string, present: readonly string[]): TypedImage {
  const corrections: Correction[] = [];
  let reference = text;
  const put = (better: string, correction: Correction) => {
    if (better !== reference) corrections.push(correction);
    reference = better;
  };
  put(reference.trim(), 'spaces');
  put(reference.replace(/^(docker|podman) (pull|run)\s+/, ''), 'command');
  put(reference.replace(/^https:\/\/hub\.docker\.com\/(_|r)\//, ''), 'hubPage');
  put(reference.replace(/^https?:\/\//, ''), 'scheme');
  put(reference.replace(/[.,:/]+$/, ''), 'punctuation');
  put(reference.toLowerCase(), 'upperCase');
  const valid = /^[a-z0-9][a-z0-9._\-/]*(:\d+\/[a-z0-9._\-/]+)?(:[a-z0-9._-]+)?(@sha256:[0-9a-f]{64})?$/;
  if (!valid.test(reference)) {
    const problem = text.trim()
      ? { code: 'image.badName', facts: { name: reference }, raw: '', actions: [] }
      : null;
    return { reference: null, corrections, problem, present: false, command: null };
  }
  const command = `podman pull ${reference}`;
  return { reference, corrections, problem: null, present: present.includes(reference), command };
}

/** Why a pull fails: a name with "missing" in it is one that no registry has. */
export function pullProblem(reference: string): Problem | null {
  if (!reference.includes('missing')) return null;
  return {
    code: 'image.pullDenied',
    facts: { image: reference },
    raw: `pull access denied for ${reference}, repository does not exist or may require 'docker login'`,
    actions: [
      { id: 'useReference', value: 'nginx:1.27' },
      { id: 'retry', value: null },
    ],
  };
}
