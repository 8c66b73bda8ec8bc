int cs_provides(int family);
