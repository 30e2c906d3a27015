//! Finds the engines of this computer.
