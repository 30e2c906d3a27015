// An image as somebody types it. What is pulled and what is run is asked for in the same way.
export { default as ImageField } from './ImageField.svelte';
export { platformOptions } from './platforms';
