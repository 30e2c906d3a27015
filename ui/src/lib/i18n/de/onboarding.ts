import type { onboarding as english } from '../en/onboarding';

export const onboarding: typeof english = {
  title: 'Erste Schritte',
};
