"""The warehouse as analysts meet it: the questions over years of nights, beside a floor and a peer."""
