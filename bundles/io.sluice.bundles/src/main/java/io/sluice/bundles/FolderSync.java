/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import io.sluice.api.bundle.BundleRefusedException;
import io.sluice.api.bundle.BundleRefusedException.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** Makes the framework follow {@code HOME/deploy}. On the store's thread. */
final class FolderSync {
    private final Bundle self;
    private final DeployFolder folder;
    private final Ledger ledger;
    private final Installer installer;
    private final Tellings tellings;
    /** Files that were refused, as they were then. */
    private final Map<String, Refused> refused = new HashMap<>();

    private long changes;

    /**
     * One refusal.
     *
     * @param changes what had been done to the framework's bundles until then
     */
    private record Refused(String stamp, Cause cause, String text, long changes) {}

    FolderSync(Bundle self, DeployFolder folder, Ledger ledger, Installer installer, Tellings tellings) {
        this.self = self;
        this.folder = folder;
        this.ledger = ledger;
        this.installer = installer;
        this.tellings = tellings;
    }

    /** Something was installed, updated or removed: what lacked something may be complete now. */
    void changed() {
        changes++;
    }

    /** Forgets what the framework does not have (any more) as the ledger says, so that it is installed anew. */
    void compare() throws IOException {
        for (Ledger.Entry entry : ledger.all()) {
            Bundle bundle = installer.find(entry.symbolicName());
            boolean same = bundle != null
                    && bundle.getVersion().toString().equals(entry.version())
                    && (entry.modified() == 0 || entry.modified() == bundle.getLastModified() || bundle.equals(self));
            if (bundle != null && same) {
                ledger.put(entry.modified(bundle.getLastModified()));
            } else {
                ledger.put(entry.at(entry.file(), "").modified(-1));
            }
        }
    }

    /** Looks once and does what is to be done. */
    void poll() throws IOException, InterruptedException {
        Set<String> expected = ledger.all().stream().map(Ledger.Entry::file).collect(Collectors.toSet());
        DeployFolder.Look look = folder.look(expected);
        refused.keySet().retainAll(look.names());
        List<DeployFolder.Found> open = new ArrayList<>(look.settled());
        open.removeIf(found -> !due(found));
        // A bundle and what it needs may have come together, in any order.
        long before;
        do {
            before = changes;
            for (DeployFolder.Found found : List.copyOf(open)) {
                if (take(found)) {
                    open.remove(found);
                }
            }
        } while (changes != before && !open.isEmpty());
        for (String name : look.gone()) {
            Ledger.Entry entry = ledger.ofFile(name);
            if (entry != null && !folder.has(name)) {
                remove(entry.symbolicName());
            }
        }
    }

    private boolean due(DeployFolder.Found found) {
        Ledger.Entry entry = ledger.ofFile(found.name());
        if (entry != null && entry.stamp().equals(found.stamp())) {
            return false;
        }
        Refused before = refused.get(found.name());
        return before == null
                || !before.stamp().equals(found.stamp())
                || ((before.cause() == Cause.UNRESOLVED || before.cause() == Cause.DUPLICATE)
                        && before.changes() != changes);
    }

    /** Whether the file is in; otherwise it was refused. */
    private boolean take(DeployFolder.Found found) throws InterruptedException {
        Path part = folder.file("." + found.name() + Installer.PART);
        try {
            if (Files.size(folder.file(found.name())) > JarCheck.MAX_JAR_BYTES) {
                throw JarCheck.tooLarge();
            }
            Files.deleteIfExists(part);
            Files.copy(folder.file(found.name()), part);
            if (DeployFolder.stamp(folder.file(found.name())).equals(found.stamp())) {
                take(found, JarCheck.read(part));
                refused.remove(found.name());
            }
            return true;
        } catch (BundleRefusedException e) {
            refuse(found, e.cause(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            refuse(found, Cause.NO_BUNDLE, "it cannot be read or stored (" + e + ")");
        } finally {
            delete(part);
        }
        return false;
    }

    private void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            tellings.warn("bundle.failed", "", part + " cannot be deleted: " + e.getMessage());
        }
    }

    private void take(DeployFolder.Found found, Jar jar)
            throws BundleRefusedException, IOException, InterruptedException {
        Ledger.Entry there = ledger.of(jar.symbolicName());
        if (there != null && !there.file().equals(found.name()) && folder.has(there.file())) {
            throw new BundleRefusedException(
                    Cause.DUPLICATE, jar.symbolicName() + " is there already from " + there.file() + ", which stays");
        }
        Ledger.Entry mine = ledger.ofFile(found.name());
        Bundle present = installer.find(jar.symbolicName());
        var drop = new Installer.Drop(found.name(), found.stamp());
        if (present == null) {
            installer.install(jar, drop);
            changes++;
        } else if (there != null && there.modified() >= 0 && there.sha256().equals(jar.sha256())) {
            ledger.put(there.at(found.name(), found.stamp()));
        } else {
            installer.update(present, jar, drop);
            changes++;
        }
        if (mine != null && !mine.symbolicName().equals(jar.symbolicName())) {
            remove(mine.symbolicName());
        }
    }

    private void remove(String symbolicName) throws InterruptedException {
        try {
            installer.remove(symbolicName, true);
            changes++;
        } catch (BundleRefusedException | IOException e) {
            tellings.warn("bundle.failed", symbolicName, symbolicName + " cannot be removed: " + e.getMessage());
        }
    }

    /** Says it once for each content of the file. */
    private void refuse(DeployFolder.Found found, Cause cause, String text) {
        var now = new Refused(found.stamp(), cause, text, changes);
        Refused before = refused.put(found.name(), now);
        if (before == null
                || !before.stamp().equals(now.stamp())
                || !before.text().equals(text)) {
            tellings.warn("bundle.refused", "", found.name() + " is not installed: " + text);
        }
    }

    /** Why a file of that name is not in; null when it is. */
    @Nullable
    String problem(String file) {
        Refused problem = refused.get(file);
        return problem == null ? null : problem.text();
    }
}
