"""Floor 2: the work with others – contacts, joint visits, meetings and referrals."""
