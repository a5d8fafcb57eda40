/** A card with a part taken from it: what a capture does to a hold. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
<rect x="2" y="5" width="20" height="14" rx="3" fill="#5b5bd6"/>
<rect x="2" y="9" width="20" height="3" fill="#2b2b7c"/>
<rect x="5" y="14.5" width="7" height="2" rx="1" fill="#fff"/>
<rect x="13" y="14.5" width="4" height="2" rx="1" fill="#fff" opacity=".45"/>
</svg>
`;
