package org.sluice.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sluice.core.alert.AlertFilter;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.Audience;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.DirectNotices;
import org.sluice.core.alert.LostStores;
import org.sluice.core.alert.Severity;
import org.sluice.core.alert.Telling;
import org.sluice.core.alert.Trigger;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.Moment;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;
import org.sluice.testkit.MemoryAlerts;

/**
 * What people are told of, as the rules themselves bring it about, by the name of its golden file.
 */
public enum Happenings {
  STORE_LOST {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      alerts.happens(lost(new LostStores()));
      return all(alerts);
    }
  },
  /** The facts are what is lost: past the outbox. */
  STORE_LOST_DIRECTLY {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      return DirectNotices.of(AlertPolicies.SHIPPED, AUDIENCE, lost(new LostStores()));
    }
  },
  /** The only end that is told: whoever was woken by the loss hears that it is over. */
  STORE_BACK {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      LostStores stores = new LostStores();
      alerts.happens(lost(stores));
      look(stores, false, 40);
      alerts.happens(look(stores, false, 140).orElseThrow());
      return all(alerts).stream().filter(o -> o.key().startsWith(Outgoing.ALERT_CLOSED)).toList();
    }
  },
  ORGANIZATION_NEAR_LIMIT {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      alerts.happens(organization(AuditOperation.ORGANIZATION_NEAR_LIMIT, "17600"));
      return all(alerts);
    }
  },
  ORGANIZATION_LIMIT_REACHED {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      alerts.happens(organization(AuditOperation.ORGANIZATION_LIMIT_REACHED, "22000"));
      return all(alerts);
    }
  },
  /** Of which much is free, but not enough for one message. */
  ORGANIZATION_MESSAGE_DID_NOT_FIT {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      alerts.happens(
          AuditRecord.bySystem(
              AuditOperation.ORGANIZATION_LIMIT_REACHED,
              NOON,
              "organization",
              Map.of("Used", "13200", "Most", "22000", "Attempted", "9000")));
      return all(alerts);
    }
  },
  LIMIT_EXCEEDED {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      alerts.happens(
          AuditRecord.bySystem(
              AuditOperation.LIMIT_EXCEEDED,
              NOON,
              ANNA,
              Map.of(
                  "Type", "User",
                  "Policy", "Newsletters",
                  "Limit", "recipients per day",
                  "Why", "Above a limit whose policy only alerts",
                  "InternalRecipientsInDay", "12",
                  "ExternalRecipientsInDay", "989",
                  "ClientAddress", "192.0.2.1")));
      return all(alerts);
    }
  },
  EARLY_WARNING {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      alerts.happens(
          AuditRecord.bySystem(
              AuditOperation.SUSPICIOUS_PATTERN,
              NOON,
              ANNA,
              Map.of(
                  "Type", "User",
                  "Why", "Far more recipients in an hour than in the last two weeks",
                  "Used", "120",
                  "UsualMost", "9",
                  "ClientAddress", "192.0.2.1")));
      return all(alerts);
    }
  },
  /** The other reason of an early warning. */
  EARLY_WARNING_OF_A_LIMIT {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      alerts.happens(
          AuditRecord.bySystem(
              AuditOperation.SUSPICIOUS_PATTERN,
              NOON,
              ANNA,
              Map.of(
                  "Type", "User",
                  "Why", "80 % of a limit is used",
                  "Limit", LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR.title(),
                  "Used", "400",
                  "Most", "500",
                  "ClientAddress", "192.0.2.1")));
      return all(alerts);
    }
  },
  /** Somebody restricts a user by hand: told by an alert policy of one's own on what he did. */
  RESTRICTED_BY_HAND {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      listen(alerts, "Somebody restricts", AuditOperation.ADD_BLOCKED_SENDER_ADDRESS);
      alerts.happens(act(AuditOperation.ADD_BLOCKED_SENDER_ADDRESS, ANNA, "Reason", "phished"));
      return all(alerts);
    }
  },
  /** The same of a connector, with an end. */
  CONNECTOR_RESTRICTED_BY_HAND {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      listen(alerts, "Somebody restricts", AuditOperation.ADD_BLOCKED_CONNECTOR);
      alerts.happens(
          act(
              AuditOperation.ADD_BLOCKED_CONNECTOR,
              "scanner",
              "Reason",
              "loops",
              "Until",
              "2026-03-02T00:00:00Z"));
      return all(alerts);
    }
  },
  /** The last mail that a daily limit of one allows; of the next alert machines alone are told. */
  LAST_OF_THE_DAY {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      AlertPolicy first = AlertPolicies.SHIPPED.all().getFirst();
      Telling one = new Telling(true, first.telling().recipients(), 1);
      alerts.keep(
          alerts.policies(),
          alerts.policies().with(first.with(true, first.severity(), one)),
          act(AuditOperation.SET_ALERT_POLICY, first.name()));
      alerts.happens(byHand(ANNA, NOON));
      alerts.happens(byHand("bert@example.org", NOON.plusSeconds(1)));
      return all(alerts).stream()
          .filter(o -> o.channel() == Channel.MAIL || o.content().toString().contains("bert@"))
          .toList();
    }
  },
  /** NotifyOutboundSpam of an outbound spam policy. */
  OUTBOUND_SPAM {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      alerts.happens(
          AuditRecord.bySystem(
              AuditOperation.LISTED,
              NOON,
              ANNA,
              Map.of(
                  "Type", "User",
                  "Policy", "Newsletters",
                  "Limit", "recipients per day",
                  "Until", "An administrator lifts it",
                  "ClientAddress", "192.0.2.1")));
      return all(alerts).stream().filter(o -> o.key().startsWith("outbound-spam:")).toList();
    }
  },
  /** A restriction is lifted: told by an alert policy of one's own, for none is shipped. */
  RESTRICTION_LIFTED {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      listen(alerts, "Somebody may send again", AuditOperation.DELISTED);
      alerts.happens(
          AuditRecord.bySystem(
              AuditOperation.DELISTED,
              NOON,
              ANNA,
              Map.of("Type", "User", "By", "root", "Comment", "called her")));
      return all(alerts);
    }
  },
  TEST {
    @Override
    List<Outgoing> told(MemoryAlerts alerts) {
      Content test = new Content.Notice(NoticeKind.TEST, Map.of());
      return Stream.of(Channel.MAIL, Channel.WEBHOOK, Channel.SYSLOG)
          .map(c -> new Outgoing("test", c, c == Channel.MAIL ? ADMIN : "siem", test, NOON))
          .toList();
    }
  };

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String ANNA = "anna@example.org";
  private static final String ADMIN = "admin@example.org";
  private static final Audience AUDIENCE =
      new Audience(
          List.of(ADMIN), true, List.of("siem"), true, false, "https://sluice.example.org");

  abstract List<Outgoing> told(MemoryAlerts alerts);

  /** What is told by a channel; the first of it, where more than one is. */
  public Optional<Outgoing> by(Channel channel) {
    return told(new MemoryAlerts(AUDIENCE, policy -> List.of("postmaster@example.org"))).stream()
        .filter(o -> o.channel() == channel)
        .findFirst();
  }

  /** What an administrator tries again after two days, from the beginning. */
  public static Outgoing triedAgain(Outgoing o) {
    Instant later = o.created().plus(Duration.ofDays(2));
    return new Outgoing(o.key(), o.channel(), o.to(), o.content(), later);
  }

  /** The beginning of its golden files' names. */
  public String file() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  private static List<Outgoing> all(MemoryAlerts alerts) {
    return alerts.outbox().list(List.of(), 100).reversed().stream().map(d -> d.outgoing()).toList();
  }

  /** With an alert policy of one's own on this operation. */
  private static void listen(MemoryAlerts alerts, String name, AuditOperation operation) {
    AlertPolicy own =
        new AlertPolicy(
            name,
            false,
            true,
            Severity.Low,
            Category.Others,
            List.of(operation),
            AlertFilter.NONE,
            Trigger.EACH,
            Telling.USUAL,
            "");
    alerts.keep(
        alerts.policies(),
        alerts.policies().plus(own),
        act(AuditOperation.NEW_ALERT_POLICY, own.name()));
  }

  /** With the names and values of its parameters. */
  private static AuditRecord act(AuditOperation operation, String object, String... facts) {
    Map<String, String> parameters = new TreeMap<>();
    for (int i = 0; i < facts.length; i += 2) {
      parameters.put(facts[i], facts[i + 1]);
    }
    return new AuditRecord(operation, NOON, "root", "", object, parameters, List.of());
  }

  private static AuditRecord byHand(String whom, Instant at) {
    return AuditRecord.bySystem(
        AuditOperation.LISTED,
        at,
        whom,
        Map.of(
            "Type", "User",
            "Reason", "phished",
            "Until", "An administrator lifts it",
            "RestrictedBy", "root"));
  }

  private static AuditRecord organization(AuditOperation operation, String used) {
    return AuditRecord.bySystem(
        operation, NOON, "organization", Map.of("Used", used, "Most", "22000"));
  }

  private static AuditRecord lost(LostStores stores) {
    look(stores, false, -60);
    return look(stores, true, 0).orElseThrow();
  }

  private static Optional<AuditRecord> look(LostStores stores, boolean lost, long second) {
    long millis = NOON.plusSeconds(second).toEpochMilli();
    LostStores.Sign sign =
        new LostStores.Sign(
            "Redis (mx1)",
            lost,
            true,
            lost ? "Connection refused: /192.0.2.9:6379" : "",
            0,
            "Closed (mail is put off): Strict; Local (this node counts alone): Default");
    return stores.look(List.of(sign), new Moment(millis, millis)).stream()
        .map(LostStores.News::record)
        .findFirst();
  }
}
