package org.sluice.portal.look;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.zip.GZIPOutputStream;

/**
 * The static files. Each one's path bears a hash of its content, so a browser may keep it for ever
 * and never has an old one. Read and compressed when it is first asked for. Thread-safe.
 */
public final class Assets {
  /** The closed list of what is served, with the media type of each. */
  private static final Map<String, String> TYPES =
      Map.of(
          "sluice.css", "text/css; charset=utf-8",
          "uplot.css", "text/css; charset=utf-8",
          "theme.js", "text/javascript; charset=utf-8",
          "htmx.js", "text/javascript; charset=utf-8",
          "sluice.js", "text/javascript; charset=utf-8",
          "plot.js", "text/javascript; charset=utf-8",
          "uplot.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");

  private static final int HASH_DIGITS = 16;
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private final ConcurrentMap<String, Asset> known = new ConcurrentHashMap<>();

  private record Asset(String hash, byte[] plain, byte[] zipped) {}

  /** The path of a file, for a page. */
  public String path(String name) {
    return "/assets/" + asset(name).hash() + "/" + name;
  }

  /** Answers {@code /assets/{hash}/{name}}. */
  public void answer(Context context) {
    String name = context.pathParam("name");
    if (!TYPES.containsKey(name) || !asset(name).hash().equals(context.pathParam("hash"))) {
      throw new NotFoundResponse();
    }
    Asset asset = asset(name);
    String accepted = context.header("Accept-Encoding");
    boolean zip = accepted != null && accepted.contains("gzip");
    context
        .disableCompression()
        .contentType(TYPES.getOrDefault(name, ""))
        .header("Cache-Control", FOR_EVER)
        .header("Vary", "Accept-Encoding");
    if (zip) {
      context.header("Content-Encoding", "gzip");
    }
    context.result(zip ? asset.zipped() : asset.plain());
  }

  private Asset asset(String name) {
    return known.computeIfAbsent(name, Assets::read);
  }

  private static Asset read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The file " + name + " is missing from this build");
      }
      byte[] plain = in.readAllBytes();
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
        zip.write(plain);
      }
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain);
      String hash = HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
      return new Asset(hash, plain, zipped.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
