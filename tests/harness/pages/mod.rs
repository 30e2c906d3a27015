//! The screens, as far as journeys use them. One file for each.
