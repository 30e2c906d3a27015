export const onboarding = {
  title: 'First steps',
};
