import type { Component } from 'svelte';

/** One line of a menu. */
export interface MenuItem {
  id: string;
  label: string;
  icon?: Component<{ size?: number }>;
  /** Shown at the end: "Mod+R". */
  keys?: string;
  disabled?: boolean;
  danger?: boolean;
  /** A line above it sets it apart. */
  apart?: boolean;
  run: () => void;
}
