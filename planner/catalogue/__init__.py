"""A catalogue: more creators than fit in memory, as a directory of Parquet files, each a roster of its own."""

from planner.catalogue.catalogue import Catalogue, Shard

__all__ = ["Catalogue", "Shard"]
