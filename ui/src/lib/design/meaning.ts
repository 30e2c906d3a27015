/** The four meanings a state can have, and "off": each is a color, a shape and, where it stands, a word. */
export type Meaning = 'fine' | 'look' | 'broken' | 'busy' | 'off';
