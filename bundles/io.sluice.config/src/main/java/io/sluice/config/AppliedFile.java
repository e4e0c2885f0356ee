/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.config.ConfigFile.Edit;
import io.sluice.api.config.ConfigRefusedException;
import io.sluice.config.ForeignChanges.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What of the file is in Configuration Admin, and what others put there. One thread. */
final class AppliedFile {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigService.class);
    private static final long RETRY_MS = 10_000;

    private final Path file;
    private final List<String> overrides;
    private final ConfigApplier applier;
    private final ConfigThread thread;
    private @Nullable ConfigStatus status;
    private List<Note> noted = List.of();
    private List<String> watch = List.of();
    private @Nullable ConfigModel model;
    private @Nullable ConfigModel unstored;
    private @Nullable FileContent loaded;
    private @Nullable String problem;
    /** What others had put there before the first file was applied. */
    private List<Change> early = List.of();

    AppliedFile(Path file, List<String> overrides, ConfigApplier applier, ConfigThread thread) {
        this.file = file;
        this.overrides = overrides;
        this.applier = applier;
        this.thread = thread;
    }

    /** Whom to tell how it stands from now on. */
    void tell(ConfigStatus listener) {
        status = listener;
    }

    /** Where the streams can be watched. */
    List<String> watch() {
        return watch;
    }

    /** Why a content of the file is not applied, or cannot be; or null. */
    @Nullable
    String problemOf(FileContent content) {
        if (content.sameAs(loaded)) {
            return problem;
        }
        try {
            // Saved a moment ago: it is applied, or refused, when it has been the same for two looks.
            ConfigReader.read(file.toString(), content.bytes(), overrides);
            return null;
        } catch (ConfigException wrong) {
            return wrong.getMessage();
        }
    }

    /** What is applied, or null. */
    @Nullable
    ConfigModel model() {
        return model;
    }

    void reload(FileContent content) {
        now(load(content));
    }

    private void now(@Nullable String error) {
        if (status != null) {
            status.now(error);
        }
    }

    /** Null when the content is applied, else the line that says why not. */
    @Nullable
    String load(FileContent content) {
        loaded = content;
        problem = read(content);
        return problem;
    }

    private @Nullable String read(FileContent content) {
        ConfigModel read;
        try {
            if (content.problem() != null) {
                throw new ConfigException(new Place(file.toString(), 0), content.problem());
            }
            read = ConfigReader.read(file.toString(), content.bytes(), overrides);
        } catch (ConfigException wrong) {
            String more = wrong.problems().size() == 1
                    ? ""
                    : " (and " + (wrong.problems().size() - 1) + " more)";
            event("config.invalid", () -> LOG.error("{}{}; nothing was changed", wrong.getMessage(), more));
            return wrong.getMessage();
        }
        return apply(read);
    }

    private @Nullable String apply(ConfigModel wanted) {
        unstored = null;
        watch = WatchLines.of(wanted);
        try {
            if (model == null) {
                early = applier.unmarked(wanted);
            }
            model = wanted;
            List<String> changes = applier.apply(wanted);
            String changed = changes.isEmpty() ? "nothing changed" : String.join("; ", changes);
            event("config.applied", () -> LOG.info("{}: {}", file, changed));
        } catch (IOException failed) {
            event(
                    "config.store",
                    () -> LOG.error("{} could not be stored; trying again: {}", file, failed.getMessage()));
            unstored = wanted;
            thread.after(RETRY_MS, this::retry);
            return file + ": could not be stored: " + failed.getMessage();
        }
        logNotes(wanted.notes());
        return null;
    }

    private void retry() {
        ConfigModel newest = unstored;
        if (newest != null) {
            problem = apply(newest);
            now(problem);
        }
    }

    private void logNotes(List<Note> notes) {
        for (Note note : notes) {
            if (note.verdict() != Note.Verdict.USED && !noted.contains(note)) {
                event("config.ignored", () -> LOG.warn("{}", note));
            }
        }
        noted = notes;
    }

    /**
     * Writes into the file what others changed in Configuration Admin, and puts back what must not stand there.
     *
     * @return true when the file was written, and applied
     */
    boolean absorb(FileEditor editor) {
        ConfigModel is = model;
        if (is == null || unstored != null) {
            // What differs is not yet stored rather than changed.
            return false;
        }
        try {
            var changes = new ArrayList<>(early);
            early = List.of();
            changes.addAll(applier.foreign());
            if (changes.isEmpty()) {
                return false;
            }
            boolean written = write(changes, editor);
            if (!written) {
                applier.apply(is);
            }
            return written;
        } catch (IOException failed) {
            event("config.store", () -> LOG.error("Configuration Admin cannot be read: {}", failed.getMessage()));
            return false;
        }
    }

    private boolean write(List<Change> changes, FileEditor editor) {
        var edits = new ArrayList<Edit>();
        var whats = new ArrayList<String>();
        for (Change change : changes) {
            var more = new ArrayList<>(edits);
            more.addAll(editor.withVariables(change.edits()));
            try {
                if (change.refusal() != null) {
                    putBack(change.what(), change.refusal());
                } else if (isMasked(change)) {
                    putBack(change.what(), Secrets.MASK + " stands where a secret should");
                } else if (!change.edits().isEmpty() && editor.isChange(more, edits)) {
                    edits.clear();
                    edits.addAll(more);
                    whats.add(change.what());
                }
            } catch (ConfigRefusedException wrong) {
                putBack(change.what(), wrong.problems().get(0));
            }
        }
        try {
            if (!edits.isEmpty()) {
                editor.change(null, edits);
                event("config.written", () -> LOG.info("{}: written what was changed elsewhere: {}", file, whats));
            }
            return !edits.isEmpty();
        } catch (ConfigRefusedException failed) {
            putBack(String.join(", ", whats), failed.problems().get(0));
            return false;
        }
    }

    private static boolean isMasked(Change change) {
        return change.edits().stream()
                .anyMatch(edit -> String.valueOf(edit.value()).contains(Secrets.MASK));
    }

    private static void putBack(String what, String reason) {
        event("config.reverted", () -> LOG.warn("What was changed elsewhere is put back: {}: {}", what, reason));
    }

    static void event(String code, Runnable log) {
        try (MDC.MDCCloseable ignored = MDC.putCloseable("event", code)) {
            log.run();
        }
    }
}
