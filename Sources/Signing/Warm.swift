enum SigningWarm {}
