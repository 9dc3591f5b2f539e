package dev.emulsion.transform;

/** The axis along which an operation moves pixels. */
public enum Axis {
  /** Along the rows: left or right. */
  X,
  /** Along the columns: up or down. */
  Y
}
