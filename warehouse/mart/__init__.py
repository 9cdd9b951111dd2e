"""The documented views of schema `mart`: the only part of the warehouse that readers are given."""
