import type { build as english } from '../en/build';

export const build: typeof english = {
  title: 'Image bauen',
};
