"""The engine of `eventpack validate`: packages, descriptors, tables of any Table Schema, checked column by column."""
