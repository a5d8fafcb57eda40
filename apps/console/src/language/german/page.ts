import type { pageInEnglish } from '../english/page';

/** Texts of the page around every screen, of signing in, and of waiting. */
export const pageInGerman: typeof pageInEnglish = {
  title: 'Holdfast',
  skipToContent: 'Zum Inhalt',
  navigation: 'Hauptmenü',
  screens: {
    today: 'Heute',
    orders: 'Bestellungen',
    disputes: 'Streitfälle',
    system: 'System',
    order: (name) => `Bestellung ${name}`,
  },
  signIn: {
    title: 'Anmelden',
    person: 'Ihr Name',
    personHelp: 'Name oder Personalnummer. Der Verlauf nennt ihn bei allem, was Sie tun.',
    key: 'API-Schlüssel',
    keyHelp: 'Der Schlüssel Ihres Teams. Er wird einmal gesendet; dieser Browser behält ihn nicht.',
    submit: 'Anmelden',
    submitting: 'Anmeldung läuft …',
    over: 'Ihre Sitzung ist beendet. Melden Sie sich erneut an, um hier weiterzumachen.',
    out: 'Abmelden',
    signedInAs: (person, access) => `${person} · ${access}`,
    open: 'Keine Anmeldung nötig: Diese API nimmt Anfragen ohne Schlüssel an',
  },
  access: {
    read: 'darf ansehen',
    operate: 'darf versenden und stornieren',
    money: 'darf versenden, stornieren und erstatten',
    write: 'darf alles',
  },
  state: {
    loading: 'Wird geladen …',
    stillLoading: 'Holdfast hat noch nicht geantwortet. Bitte warten …',
    unreachable: 'Holdfast antwortet nicht. Diese Seite versucht es weiter.',
    broken: 'Diese Seite hat einen Fehler. Laden Sie sie neu; bleibt er, sagen Sie Ihren Entwicklern, was hier steht:',
    reload: 'Neu laden',
    again: 'Erneut versuchen',
    requestId: (id) => `Anfrage ${id}`,
    old: (time) => `Stand von ${time}. Holdfast antwortet gerade nicht.`,
    next: 'Nächste Seite',
    first: 'Erste Seite',
    close: 'Schließen',
    notFound: 'Unter dieser Adresse ist nichts.',
  },
};
