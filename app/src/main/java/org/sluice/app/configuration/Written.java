package org.sluice.app.configuration;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tomlj.TomlArray;

/**
 * What a configuration says of each option, to find out which differ. Some of it may be secret: it
 * is held against another and never shown. Immutable.
 */
public final class Written {
  private final Map<String, String> byPath;

  private Written(Map<String, String> byPath) {
    this.byPath = byPath;
  }

  static Written of(Reading reading, Values values) {
    Map<String, String> byPath = new TreeMap<>();
    for (Option option : Options.ALL) {
      if (option.name().equals("*")) {
        byPath.put(option.table(), values.namedTexts(option.table()).toString());
      } else {
        byPath.put(option.path(), String.valueOf(values.shown(option)));
      }
    }
    byPath.put("[[connector]]", shown(reading.connectors()));
    byPath.put("[[token]]", shown(reading.tokens()));
    byPath.put("[[webhook]]", shown(reading.webhooks()));
    return new Written(byPath);
  }

  private static String shown(List<Map<String, Object>> entries) {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> entry : entries) {
      new TreeMap<>(entry)
          .forEach((name, value) ->
              text.append(name)
                  .append('=')
                  .append(value instanceof TomlArray array ? array.toJson() : value)
                  .append('\n'));
      text.append('\n');
    }
    return text.toString();
  }

  /**
   * A digest of what it says of each option, by the option's path: HMAC-SHA256, in hexadecimal
   * digits.
   *
   * @param key a secret of whoever keeps the digests; it keeps short values from being guessed
   */
  public Map<String, String> digests(byte[] key) {
    Map<String, String> digests = new TreeMap<>();
    byPath.forEach((path, value) -> digests.put(path, digest(key, value)));
    return digests;
  }

  private static String digest(byte[] key, String value) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HmacSHA256", e);
    }
  }

  /** The same, but of one table what another says. */
  public Written withTableOf(String table, Written other) {
    Map<String, String> mixed = new TreeMap<>(byPath);
    other.byPath.forEach((path, value) -> {
      if (path.startsWith(table + ".")) {
        mixed.put(path, value);
      }
    });
    return new Written(mixed);
  }

  /** The options that differ from another configuration, by their paths in order. */
  public List<String> changedFrom(Written before) {
    return byPath.entrySet().stream()
        .filter(option -> !option.getValue().equals(before.byPath.get(option.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }
}
