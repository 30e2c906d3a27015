// The door of what several places know about registries: names taken apart, where a sign-in comes from, what is known
// of an image before it is pulled.
export { default as BeforePull } from './BeforePull.svelte';
export { hub, partsOf, registryName } from './name';
export { isOwnPlatform, ownPlatform } from './platform';
export { sourceWords } from './source';
