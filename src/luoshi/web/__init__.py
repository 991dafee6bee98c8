"""The pages: what the office holds, in Chinese, for people who read and cite it all day."""
