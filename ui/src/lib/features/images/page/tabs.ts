/** The views of an image's page, by their addresses, in the order of the questions people have. */
export const tabs = ['inside', 'run', 'problems', 'layers', 'packages', 'used'] as const;

export type Tab = (typeof tabs)[number];
