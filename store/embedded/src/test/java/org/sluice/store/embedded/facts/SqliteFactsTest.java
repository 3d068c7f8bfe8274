package org.sluice.store.embedded.facts;

import org.junit.jupiter.api.Nested;
import org.sluice.store.facts.AccessVerbsContract;
import org.sluice.store.facts.AdministrationContract;
import org.sluice.store.facts.AlertLifeContract;
import org.sluice.store.facts.DomainLimitContract;
import org.sluice.store.facts.DomainListsContract;
import org.sluice.store.facts.FactsContract;
import org.sluice.store.facts.FactsPlace;
import org.sluice.store.facts.ListsContract;
import org.sluice.store.facts.NotifyingContract;
import org.sluice.store.facts.RecipientsContract;
import org.sluice.store.facts.ReleasesContract;
import org.sluice.store.facts.StoredAccessContract;
import org.sluice.store.facts.StoredAlertsContract;
import org.sluice.store.facts.StoredAuditContract;
import org.sluice.store.facts.StoredHistoryContract;
import org.sluice.store.facts.StoredOutboxContract;
import org.sluice.store.facts.StoredReportsContract;
import org.sluice.store.facts.TogetherContract;
import org.sluice.store.facts.WordsContract;

/** What every database of facts does, SQLite does. */
class SqliteFactsTest {

  @Nested
  class Restrictions extends FactsContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class Lists extends ListsContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class Words extends WordsContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class Releasing extends ReleasesContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class Outboxes extends StoredOutboxContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class History extends StoredHistoryContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class Notifying extends NotifyingContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class Recipients extends RecipientsContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class AlertLife extends AlertLifeContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class Together extends TogetherContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class AccessVerbs extends AccessVerbsContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class Access extends StoredAccessContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class Administrating extends AdministrationContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class DomainLimits extends DomainLimitContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class DomainLists extends DomainListsContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class Reports extends StoredReportsContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class Audits extends StoredAuditContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }

  @Nested
  class Alerts extends StoredAlertsContract {
    @Override
    protected FactsPlace place() {
      return new SqlitePlace();
    }
  }
}
