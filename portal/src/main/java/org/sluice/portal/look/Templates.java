package org.sluice.portal.look;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** The templates, compiled when Sluice was built. Every value is escaped where it stands. */
public final class Templates {
  private static final String PACKAGE = "org.sluice.portal.template";

  /** Made with the first page: a server that shows none loads nothing. */
  private static final class Engine {
    static final TemplateEngine ONLY =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, Templates.class.getClassLoader(), PACKAGE);
  }

  private Templates() {}

  /** What a template makes of values. */
  public static String render(String name, Map<String, Object> values) {
    StringOutput out = new StringOutput();
    Engine.ONLY.render(name + ".jte", values, out);
    return out.toString();
  }
}
