package org.sluice.e2e.portal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.util.concurrent.atomic.AtomicReference;
import org.sluice.testkit.Eventually;

/** A finger on a page: Playwright taps, and does not drag. Not thread-safe. */
final class Fingers {
  private static final int STEPS = 5;

  private final CDPSession session;

  Fingers(Page page) {
    session = page.context().newCDPSession(page);
    JsonObject on = new JsonObject();
    on.addProperty("enabled", true);
    session.send("Emulation.setTouchEmulationEnabled", on);
  }

  /** Puts a finger on the middle of one thing and lifts it over that of another. */
  void drag(Locator from, Locator to) {
    BoundingBox start = box(from);
    BoundingBox end = box(to);
    touch("touchStart", start.x + start.width / 2, start.y + start.height / 2);
    for (int i = 1; i <= STEPS; i++) {
      double part = i / (double) STEPS;
      touch(
          "touchMove",
          start.x + start.width / 2 + part * (end.x + end.width / 2 - start.x - start.width / 2),
          start.y
              + start.height / 2
              + part * (end.y + end.height / 2 - start.y - start.height / 2));
    }
    JsonObject lifted = new JsonObject();
    lifted.addProperty("type", "touchEnd");
    lifted.add("touchPoints", new JsonArray());
    session.send("Input.dispatchTouchEvent", lifted);
  }

  /** Where something is; a list that is just being fetched anew has it in a moment. */
  private static BoundingBox box(Locator what) {
    AtomicReference<BoundingBox> found = new AtomicReference<>();
    Eventually.holds(
        "it is on the page",
        () -> {
          found.set(what.boundingBox());
          return found.get() != null;
        });
    return found.get();
  }

  private void touch(String type, double x, double y) {
    JsonObject point = new JsonObject();
    point.addProperty("x", x);
    point.addProperty("y", y);
    JsonArray points = new JsonArray();
    points.add(point);
    JsonObject event = new JsonObject();
    event.addProperty("type", type);
    event.add("touchPoints", points);
    session.send("Input.dispatchTouchEvent", event);
  }
}
