package org.sluice.store.redis;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.sluice.core.limit.SenderKey;
import org.sluice.store.redis.Filling.Part;

/**
 * Which nodes have added what they counted, as the parts of Redis name them, for who carries counts
 * there or from there: a part that lacks a node lacks what it counted, whatever that node said when
 * it stopped.
 *
 * @param all every part
 */
record Joined(Parts parts, List<Part> all) {

  /**
   * Reads them.
   *
   * @throws IOException if Redis does not answer
   */
  static Joined read(LettuceScript script, Parts parts) throws IOException {
    Part[] found = new Part[parts.all()];
    CountsMove.waitFor(
        InFlight.all(
            IntStream.range(0, found.length).boxed().toList(),
            part -> script.part(part, false, "").thenAccept(seen -> found[part] = seen)));
    return new Joined(parts, List.of(found));
  }

  /**
   * Every part has what this node and those that it knows have counted.
   *
   * @throws IOException if one was not filled since it was emptied, or lacks one of them
   */
  void requireAll(Roster roster) throws IOException {
    if (all.stream().anyMatch(part -> part.generation() == 0)) {
      throw new IOException(
          "Redis was emptied and not filled again, or no node ever counted there. Start each node"
              + " until sluice_ledger_unmerged is 0, and stop it in order (systemctl stop); or leave"
              + " the counts: take [redis] out of this configuration.");
    }
    Collection<String> lacking = new TreeSet<>();
    for (Part part : all) {
      lacking.addAll(roster.missing(part.nodes()));
      if (!roster.me().isEmpty() && !part.nodes().contains(roster.me())) {
        lacking.add(roster.me());
      }
    }
    if (!lacking.isEmpty()) {
      throw new IOException(
          "Redis was emptied, and lacks what these nodes had counted: "
              + String.join(", ", lacking)
              + ". Start each until sluice_ledger_unmerged is 0, and stop it in order (systemctl"
              + " stop); or leave the counts: take [redis] out of this configuration.");
    }
  }

  /**
   * No other node has counted here.
   *
   * @throws IOException if one has
   */
  void requireNobodyBut(String me) throws IOException {
    Collection<String> others = new TreeSet<>();
    all.forEach(part -> others.addAll(part.nodes()));
    others.remove(me);
    if (!others.isEmpty()) {
      throw new IOException(
          "Redis has counts already, of these nodes: "
              + String.join(", ", others)
              + ". What both have would count twice. Nothing was added to it; empty that Redis, while"
              + " no node runs, before you try again.");
    }
  }

  /**
   * Senders of whom only this node has counted something.
   *
   * @throws IOException if one of them has a record in a part that this node has not joined
   */
  void requireOf(String me, List<SenderKey> senders) throws IOException {
    if (senders.stream().anyMatch(sender -> !all.get(parts.of(sender)).nodes().contains(me))) {
      throw new IOException(
          "Redis has counts already, of a node that has not added all of its own. They would count"
              + " twice. Nothing was added to it; empty that Redis, while no node runs, before you"
              + " try again.");
    }
  }
}
