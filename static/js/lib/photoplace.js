// Where the session was, only when asked by a tap: to a thousandth of a degree, which is a commune and
// not a house. How far from the commune it seems is told by the distance to centres of communes.

const EARTH_KM = 6371;
// The province's own rule (teams/services/nearness.py).
const NEAR_KM = 3;
const FAR_KM = 15;
const CLEARLY = 1.5;
const PATIENCE = { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 };

// The place, or null where the phone cannot or may not tell.
export function placeNow() {
  return new Promise((done) => {
    if (!navigator.geolocation) return done(null);
    const told = ({ coords }) => {
      const short = (degrees) => Math.round(degrees * 1000) / 1000;
      const accuracy = Math.ceil(coords.accuracy);
      done({ lat: short(coords.latitude), lon: short(coords.longitude), accuracy });
    };
    navigator.geolocation.getCurrentPosition(told, () => done(null), PATIENCE);
    return undefined;
  });
}

function distance(one, other) {
  const angle = (degrees) => (degrees * Math.PI) / 180;
  const across = angle(other.lat - one.lat) / 2;
  const along = angle(other.lon - one.lon) / 2;
  const level = Math.cos(angle(one.lat)) * Math.cos(angle(other.lat));
  const share = Math.sin(across) ** 2 + level * Math.sin(along) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, share)));
}

// {name, far} of the own commune where the place seems to be outside it, else null.
export function outside(place, centres) {
  if (!place || !centres || !centres.length) return null;
  const off = place.accuracy / 1000;
  const [own, ...others] = centres.map((centre) => distance(place, centre));
  const far = own - off;
  const isOut = far > NEAR_KM && (far > FAR_KM || others.some((other) => (other + off) * CLEARLY < far));
  return isOut ? { name: centres[0].name, far: Math.round(own) } : null;
}
