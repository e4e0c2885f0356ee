/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.change;

import io.sluice.api.config.ConfigFile;
import io.sluice.api.config.ConfigFile.Document;
import io.sluice.api.config.ConfigFile.Edit;
import io.sluice.api.config.ConfigRefusedException;
import io.sluice.rest.http.Etags;
import io.sluice.rest.http.ProblemException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The configuration file, with refusals as problems and with what may not come over HTTP kept out. */
public final class ConfigDoor {
    private static final int TRIES = 8;
    private static final long QUEUE_MS = 10_000;

    private final Supplier<@Nullable ConfigFile> file;
    private final ConfigGuard guard;
    // Those who change something over HTTP queue here, so that they do not make each other's document stale.
    private final ReentrantLock queue = new ReentrantLock(true);

    public ConfigDoor(Supplier<@Nullable ConfigFile> file, ConfigGuard guard) {
        this.file = file;
        this.guard = guard;
    }

    /** Makes edits from what is there; asked again when somebody else was faster. */
    @FunctionalInterface
    public interface Change {
        /** @return none: there is nothing to change */
        List<Edit> edits(Document document, YamlTree tree) throws ProblemException;
    }

    private ConfigFile file() throws ProblemException {
        ConfigFile there = file.get();
        if (there == null) {
            throw ProblemException.missing("the configuration");
        }
        return there;
    }

    public Document document() throws ProblemException {
        try {
            return file().document();
        } catch (ConfigRefusedException refused) {
            throw problem(refused);
        }
    }

    /** What stands in a document. */
    public YamlTree tree(Document document) throws ProblemException {
        try {
            return YamlTree.of(file().read(document.text()));
        } catch (ConfigRefusedException wrong) {
            throw new ProblemException(409, "the configuration file is wrong: " + wrong.getMessage());
        }
    }

    public ConfigFile.Review review(String text) throws ProblemException {
        return file().review(text);
    }

    /** Replaces the text. */
    public Document replace(@Nullable String ifMatch, String text) throws ProblemException {
        Document old = document();
        Etags.require(ifMatch, old.etag());
        YamlTree changed;
        try {
            changed = YamlTree.of(file().read(text));
        } catch (ConfigRefusedException wrong) {
            throw ProblemException.badRequest(String.valueOf(wrong.getMessage()))
                    .with(wrong.problems());
        }
        guard.check(readable(old), changed);
        try {
            return file().replace(old.etag(), text);
        } catch (ConfigRefusedException refused) {
            throw problem(refused);
        }
    }

    /** A file that is broken has nothing that is known: everything in its replacement is new. */
    private YamlTree readable(Document old) throws ProblemException {
        try {
            return YamlTree.of(file().read(old.text()));
        } catch (ConfigRefusedException broken) {
            return YamlTree.EMPTY;
        }
    }

    /**
     * Changes single values.
     *
     * @param ifMatch condition on the whole file, or null: then a change of somebody else's in between does no harm
     */
    public Document change(@Nullable String ifMatch, Change change) throws ProblemException {
        try {
            if (!queue.tryLock(QUEUE_MS, TimeUnit.MILLISECONDS)) {
                throw new ProblemException(503, "others change the configuration").header("Retry-After", "1");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ProblemException(503, "the server is stopping");
        }
        try {
            return changeAlone(ifMatch, change);
        } finally {
            queue.unlock();
        }
    }

    private Document changeAlone(@Nullable String ifMatch, Change change) throws ProblemException {
        ConfigRefusedException last = null;
        for (int i = 0; i < TRIES; i++) {
            Document old = document();
            Etags.require(ifMatch, old.etag());
            YamlTree before = tree(old);
            List<Edit> edits = change.edits(old, before);
            if (edits.isEmpty()) {
                return old;
            }
            YamlTree after = before;
            for (Edit edit : edits) {
                after = after.with(edit.path(), edit.value());
            }
            guard.check(before, after);
            try {
                return file().change(old.etag(), edits);
            } catch (ConfigRefusedException refused) {
                last = refused;
                if (refused.cause() != ConfigRefusedException.Cause.STALE) {
                    break;
                }
            }
        }
        throw problem(last);
    }

    private static ProblemException problem(@Nullable ConfigRefusedException refused) {
        if (refused == null) {
            throw new IllegalStateException("no try, no refusal");
        }
        int status = switch (refused.cause()) {
            case STALE -> 412;
            case INVALID -> 422;
            case READ_ONLY -> 409;
            case STORAGE -> 507;
            case BUSY -> 503;
        };
        var problem = new ProblemException(status, String.valueOf(refused.getMessage()))
                .with("reason", refused.cause().name())
                .with(refused.problems());
        return status == 503 ? problem.header("Retry-After", "1") : problem;
    }
}
