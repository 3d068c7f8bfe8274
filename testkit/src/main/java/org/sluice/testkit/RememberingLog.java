package org.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A log that remembers what it is told, from INFO on. Not thread-safe. */
public final class RememberingLog extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1;

  private final transient List<String> said = new ArrayList<>();

  /**
   * What was said: the level, a blank, the words, and {@code with a trace} behind those that have
   * one. The caller may clear it.
   */
  public List<String> said() {
    return said;
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return RememberingLog.class.getName();
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable failure) {
    String words = MessageFormatter.basicArrayFormat(pattern, arguments);
    said.add(level + " " + words + (failure == null ? "" : " with a trace"));
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public boolean isInfoEnabled() {
    return true;
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }
}
