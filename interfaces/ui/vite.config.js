import { siteConfig } from './build/site-config.js';

export default siteConfig(import.meta.dirname);
