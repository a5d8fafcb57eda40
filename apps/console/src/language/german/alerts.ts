import type { alertsInEnglish } from '../english/alerts';

/** Texts of alerts. */
export const alertsInGerman: typeof alertsInEnglish = {
  soon: { now: 'Sofort', today: 'Heute', soon: 'Bald' },
  since: (when) => `offen ${when}`,
  codes: {
    release_overdue: [
      'Eine Reservierung ist überfällig',
      'Beheben, was die Meldung nennt, oder im Dashboard von Stripe handeln.',
    ],
    deployment_conflict: ['Zwei Datenbanken mit einem Namen', 'Die andere anhalten. Der Betrieb weiß, welche bleibt.'],
    workflow_missing: ['Kein Workflow kümmert sich', 'Nichts versenden, bis das gelöst ist.'],
    provider_misuse: [
      'Stripe lehnt unsere Anfragen ab',
      'Schlüssel, Rechte oder Konto richten, dann die Anfrage erneut senden.',
    ],
    step_failing: [
      'Ein Schritt schlägt wiederholt fehl',
      'Statusseite von Stripe, PostgreSQL und Log des Workers ansehen.',
    ],
    hold_lost: [
      'Die Reservierung ist verloren',
      'Anhalten, was noch da ist. Den Käufer um eine andere Zahlung bitten.',
    ],
    final_capture_failed: [
      'Der letzte Einzug schlug fehl',
      'Nichts mehr versenden. Den Käufer bitten, seine Karte zu klären.',
    ],
    hold_expiring: ['Die Reservierung endet bald', 'Vorher versenden oder stornieren, oder die Frist ändern.'],
    reauthorization_failed: [
      'Erneute Reservierung schlug fehl',
      'Um eine andere Karte bitten, oder bis zur genannten Zeit versenden.',
    ],
    authentication_required: ['Der Käufer muss sich ausweisen', 'Den Käufer zur Seite seiner Bank schicken.'],
    charge_declined: [
      'Die Karte wurde abgelehnt',
      'Um eine andere Karte bitten und erneut versenden, oder stornieren.',
    ],
    refund_failed: ['Eine Erstattung schlug fehl', 'Unter neuer Kennung erstatten, oder den Käufer anders bezahlen.'],
    under_review: [
      'Stripe prüft die Zahlung',
      'Im Dashboard unter Radar freigeben oder erstatten. Vorher nichts versenden.',
    ],
    fraud_warning: ['Das Kartennetz warnt vor Betrug', 'Erstatten, was noch da ist: Das vermeidet den Streitfall.'],
    dispute_opened: ['Ein Streitfall braucht Antwort', 'Die Belege prüfen und im Dashboard von Stripe einreichen.'],
    unknown_answer: [
      'Stripe gab eine unbekannte Antwort',
      'Einige Minuten warten, dann das Objekt im Dashboard ansehen.',
    ],
    amount_mismatch: ['Beträge weichen von Stripe ab', 'Herausfinden, wer von Hand einzog oder erstattete, und wofür.'],
    books_differ: ['Die Bücher weichen von Stripe ab', 'Die Zahlung im Dashboard mit Verlauf und Journal vergleichen.'],
    transfer_reversal_failed: [
      'Eine Übertragung blieb bestehen',
      'Bei Stripe zurückbuchen, oder mit dem verbundenen Konto klären.',
    ],
    settlement_overdue: [
      'Eine Abrechnung ist überfällig',
      'Die Belastung im Dashboard ansehen, und den Support fragen.',
    ],
    refund_overdue: ['Eine Erstattung ist überfällig', 'Die Erstattung im Dashboard ansehen, und den Support fragen.'],
    dispute_lost: ['Ein Streitfall ist verloren', 'Ausbuchen, oder bei der Bank Einspruch einlegen.'],
  },
};
