// The same moment as in ui/src/App.svelte: the browser has drawn the frame.
requestAnimationFrame(() => setTimeout(() => window.__TAURI__.core.invoke('painted')));
