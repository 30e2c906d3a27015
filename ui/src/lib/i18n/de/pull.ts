import type { pull as english } from '../en/pull';

export const pull: typeof english = {
  title: 'Image holen',
};
