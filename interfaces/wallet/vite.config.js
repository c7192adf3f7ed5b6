import { siteConfig } from '@istsi/ui/build';

export default siteConfig(import.meta.dirname);
