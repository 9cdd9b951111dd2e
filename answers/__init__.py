"""The small pages by which readers answer without an account, and the service that shows them."""
