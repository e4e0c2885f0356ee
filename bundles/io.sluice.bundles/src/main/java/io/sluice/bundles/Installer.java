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
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Puts jars into the framework and takes them out again, the same way whoever brought them. What is refused leaves
 * nothing behind. Everything that changes something runs on the store's thread.
 */
final class Installer {
    static final String PART = ".part";

    private static final String SCRATCH = "sluice-scratch:";
    private static final String DEPLOYED = "deploy:";
    private static final String API = "io.sluice.api";

    private final Bundle self;
    private final BundleContext system;
    private final Path deploy;
    private final Path kept;
    private final Ledger ledger;
    private final StoppedNames stopped;
    private final Shipped shipped;
    private final Swap swap;
    private final Tellings tellings;

    /**
     * @param self the store's own bundle
     * @param kept a folder for copies of what is installed, to go back to
     */
    Installer(
            Bundle self,
            Path deploy,
            Path kept,
            Ledger ledger,
            StoppedNames stopped,
            Shipped shipped,
            Tellings tellings) {
        this.self = self;
        this.system = self.getBundleContext().getBundle(0).getBundleContext();
        this.deploy = deploy;
        this.kept = kept;
        this.ledger = ledger;
        this.stopped = stopped;
        this.shipped = shipped;
        this.tellings = tellings;
        this.swap = new Swap(system);
    }

    /** What an earlier end of the process may have left. */
    void cleanUp() throws IOException, BundleException {
        for (Bundle bundle : system.getBundles()) {
            if (bundle.getLocation().startsWith(SCRATCH)) {
                bundle.uninstall();
            }
        }
        for (String name : stopped.all()) {
            Bundle bundle = find(name);
            if (bundle != null && bundle.adapt(BundleStartLevel.class).isPersistentlyStarted()) {
                bundle.stop();
            }
        }
    }

    Swap swap() {
        return swap;
    }

    /** The bundle of that name that is meant: the shipped one, else the store's, else the newest. */
    @Nullable
    Bundle find(String symbolicName) {
        return Arrays.stream(system.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .filter(bundle -> !bundle.getLocation().startsWith(SCRATCH))
                .max(Comparator.comparing((Bundle b) -> b.getLocation().startsWith(Shipped.LOCATION))
                        .thenComparing(b -> b.getLocation().startsWith(DEPLOYED))
                        .thenComparing(Bundle::getVersion))
                .orElse(null);
    }

    static boolean scratch(Bundle bundle) {
        return bundle.getLocation().startsWith(SCRATCH);
    }

    /**
     * Asks whether a jar could be wired, and gives all that would be wired anew with it.
     *
     * @param present the bundle it would replace
     */
    Collection<Bundle> rehearse(Jar jar, @Nullable Bundle present) throws BundleRefusedException, IOException {
        Bundle scratch;
        try {
            scratch = swap.install(SCRATCH + UUID.randomUUID(), jar.file());
        } catch (BundleException e) {
            throw new BundleRefusedException(Cause.NO_BUNDLE, "the framework does not take it: " + e.getMessage());
        }
        try {
            BundleRevision revision = scratch.adapt(BundleRevision.class);
            if (revision == null) {
                throw new IOException(scratch + " vanished");
            }
            refuseApi(jar, revision);
            Collection<Bundle> closure = touched(revision, present);
            new Rehearsal(system, scratch, present, closure).play(system);
            return closure;
        } finally {
            try {
                scratch.uninstall();
            } catch (BundleException e) {
                tellings.warn(
                        "bundle.failed", jar.symbolicName(), "a trial copy of " + jar + " stays: " + e.getMessage());
            }
        }
    }

    private static void refuseApi(Jar jar, BundleRevision revision) throws BundleRefusedException {
        for (BundleCapability export : revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
            String name = String.valueOf(export.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
            if ((name.equals(API) || name.startsWith(API + "."))
                    && !jar.symbolicName().equals(API)) {
                throw new BundleRefusedException(
                        Cause.FORBIDDEN, "it exports " + name + "; the API has to be imported");
            }
        }
    }

    /** A fragment is wired with its host; the rest with what they replace. */
    private Collection<Bundle> touched(BundleRevision candidate, @Nullable Bundle present) {
        Set<Bundle> changed = new HashSet<>();
        if (present != null) {
            changed.add(present);
        }
        for (BundleRequirement host : candidate.getDeclaredRequirements(HostNamespace.HOST_NAMESPACE)) {
            for (Bundle bundle : system.getBundles()) {
                BundleRevision revision = bundle.adapt(BundleRevision.class);
                boolean wanted = revision != null
                        && revision.getDeclaredCapabilities(HostNamespace.HOST_NAMESPACE).stream()
                                .anyMatch(host::matches);
                if (wanted) {
                    changed.add(bundle);
                }
            }
        }
        return changed.isEmpty() ? Set.of() : swap.closure(changed);
    }

    /**
     * Installs and starts.
     *
     * @param drop the file in the folder that it came in; null: it comes from elsewhere and is stored there
     */
    Bundle install(Jar jar, @Nullable Drop drop) throws BundleRefusedException, IOException, InterruptedException {
        Bundle present = find(jar.symbolicName());
        if (present != null) {
            throw new BundleRefusedException(
                    Cause.DUPLICATE,
                    jar.symbolicName() + " is there already (" + present.getVersion() + "): update it instead");
        }
        Collection<Bundle> closure = rehearse(jar, null);
        Bundle bundle;
        try {
            bundle = swap.install(DEPLOYED + jar.symbolicName(), jar.file());
        } catch (BundleException e) {
            throw new BundleRefusedException(Cause.NO_BUNDLE, "the framework does not take it: " + e.getMessage());
        }
        boolean done = false;
        try {
            if (jar.fragment()) {
                swap.refresh(closure);
            } else if (!stopped.contains(jar.symbolicName())) {
                swap.start(bundle);
            }
            keep(jar, drop, bundle, true);
            done = true;
        } catch (Swap.FailedException e) {
            throw new BundleRefusedException(Cause.START_FAILED, e.getMessage() + "; it was taken out again");
        } finally {
            if (!done) {
                takeOut(bundle);
            }
        }
        tellings.tell("bundle.installed", jar.symbolicName(), "installed " + jar + origin(jar, drop));
        warnUnsigned(jar);
        return bundle;
    }

    private void takeOut(Bundle bundle) throws InterruptedException {
        try {
            swap.uninstall(bundle);
        } catch (Swap.FailedException e) {
            tellings.warn(
                    "bundle.failed", bundle.getSymbolicName(), bundle + " cannot be taken out: " + e.getMessage());
        }
    }

    /** Replaces a bundle; when that fails, the old one is put back. */
    void update(Bundle bundle, Jar jar, @Nullable Drop drop)
            throws BundleRefusedException, IOException, InterruptedException {
        String name = jar.symbolicName();
        Version before = bundle.getVersion();
        refuseAlways(jar, bundle);
        Collection<Bundle> closure = rehearse(jar, bundle);
        boolean start = !stopped.contains(name);
        String text = "updated " + name + " from " + before + " to " + jar.version() + origin(jar, drop);
        if (closure.contains(self)) {
            keep(jar, drop, bundle, false);
            later(bundle, kept(name), start, "bundle.updated", text);
            return;
        }
        Path old = old(name);
        long beginNs = System.nanoTime();
        boolean done = false;
        try {
            swap.update(bundle, jar.file(), start);
            keep(jar, drop, bundle, true);
            done = true;
        } catch (Swap.FailedException e) {
            throw new BundleRefusedException(Cause.START_FAILED, e.getMessage() + "; the old version was put back");
        } finally {
            if (!done && old != null) {
                putBack(bundle, old, start);
            }
        }
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs);
        tellings.tell("bundle.updated", name, text + " in " + tookMs + " ms");
        warnUnsigned(jar);
    }

    private void warnUnsigned(Jar jar) {
        if (!jar.signed()) {
            tellings.warn("bundle.unsigned", jar.symbolicName(), jar + " is not signed: nothing says who made it");
        }
    }

    /** @param present the bundle that would be replaced */
    void refuseAlways(Jar jar, @Nullable Bundle present) throws BundleRefusedException {
        if (present != null && present.getBundleId() == 0) {
            throw new BundleRefusedException(Cause.FORBIDDEN, jar.symbolicName() + " is the framework itself");
        }
        Shipped.Item item = shipped.item(jar.symbolicName());
        if (item != null && release(jar.version()).compareTo(release(item.version())) < 0) {
            throw new BundleRefusedException(
                    Cause.FORBIDDEN, jar + " is older than the one shipped with this server, " + item.version());
        }
    }

    private static Version release(Version version) {
        return new Version(version.getMajor(), version.getMinor(), version.getMicro());
    }

    private void putBack(Bundle bundle, Path old, boolean start) throws InterruptedException {
        try {
            swap.update(bundle, old, start);
            remember(bundle);
        } catch (Swap.FailedException | IOException e) {
            tellings.warn(
                    "bundle.failed",
                    bundle.getSymbolicName(),
                    "the old version of " + bundle.getSymbolicName() + " cannot be put back: " + e.getMessage());
        }
    }

    /** The jar that is installed now, where it is known. */
    private @Nullable Path old(String symbolicName) {
        Path copy = kept(symbolicName);
        if (ledger.of(symbolicName) != null && Files.exists(copy)) {
            return copy;
        }
        Shipped.Item item = shipped.item(symbolicName);
        return item == null ? null : item.jar();
    }

    /**
     * Makes the folder and the ledger say what the framework has.
     *
     * @param modified false: the bundle will be changed in a moment only
     */
    private void keep(Jar jar, @Nullable Drop drop, Bundle bundle, boolean modified) throws IOException {
        String name = jar.symbolicName();
        Ledger.Entry before = ledger.of(name);
        String file = drop != null ? drop.file() : before != null ? before.file() : name + ".jar";
        Path target = deploy.resolve(file);
        Path copy = kept.resolve(name + ".new");
        Files.copy(jar.file(), copy, StandardCopyOption.REPLACE_EXISTING);
        if (drop == null) {
            Files.move(jar.file(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(copy, kept(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        String stamp = drop != null ? drop.stamp() : DeployFolder.stamp(target);
        ledger.put(new Ledger.Entry(
                name, jar.version().toString(), file, stamp, jar.sha256(), modified ? bundle.getLastModified() : 0));
    }

    /** Notes that the bundle is as the store left it. */
    private void remember(Bundle bundle) throws IOException {
        Ledger.Entry entry = ledger.of(bundle.getSymbolicName());
        if (entry != null) {
            ledger.put(entry.modified(bundle.getLastModified()));
        }
    }

    private Path kept(String symbolicName) {
        return kept.resolve(symbolicName + ".jar");
    }

    /** The store is among those that restart: it answers first. */
    private void later(Bundle bundle, @Nullable Path jar, boolean start, String code, String text) {
        new Takeover(self, swap, tellings, bundle, jar, start).begin(code, text);
    }

    /**
     * Takes out what the operator brought; what it had replaced comes back.
     *
     * @param deleted the file is gone already
     */
    void remove(String symbolicName, boolean deleted) throws BundleRefusedException, IOException, InterruptedException {
        Bundle bundle = find(symbolicName);
        Ledger.Entry entry = ledger.of(symbolicName);
        Shipped.Item item = shipped.item(symbolicName);
        if (bundle != null && (bundle.getBundleId() == 0 || (entry == null && item != null))) {
            throw new BundleRefusedException(
                    Cause.FORBIDDEN, symbolicName + " is shipped with the server; it can be stopped, not removed");
        }
        if (bundle == null && entry == null) {
            throw notFound(symbolicName);
        }
        if (entry != null && !deleted) {
            Files.deleteIfExists(deploy.resolve(entry.file()));
        }
        ledger.remove(symbolicName);
        boolean start = !stopped.contains(symbolicName);
        Files.deleteIfExists(kept(symbolicName));
        String file = entry == null ? "" : " (" + entry.file() + (deleted ? " was deleted)" : ")");
        if (bundle == null) {
            return;
        }
        try {
            if (item == null) {
                stopped.set(symbolicName, false);
                swap.uninstall(bundle);
                tellings.tell("bundle.removed", symbolicName, "removed " + symbolicName + file);
            } else {
                back(bundle, item, start, file);
            }
        } catch (Swap.FailedException e) {
            tellings.warn("bundle.failed", symbolicName, symbolicName + ": " + e.getMessage());
        }
    }

    private void back(Bundle bundle, Shipped.Item item, boolean start, String file)
            throws Swap.FailedException, IOException, InterruptedException {
        String name = bundle.getSymbolicName();
        String text = "removed " + name + " " + bundle.getVersion() + file + ", back to the shipped " + item.version();
        if (swap.closure(Set.of(bundle)).contains(self)) {
            later(bundle, item.jar(), start, "bundle.removed", text);
            return;
        }
        swap.update(bundle, item.jar(), start);
        tellings.tell("bundle.removed", name, text);
    }

    static BundleRefusedException notFound(String symbolicName) {
        return new BundleRefusedException(Cause.NOT_FOUND, "there is no bundle " + symbolicName);
    }

    Bundle start(String symbolicName) throws BundleRefusedException, InterruptedException, IOException {
        Bundle bundle = changeable(symbolicName);
        stopped.set(symbolicName, false);
        try {
            swap.start(bundle);
        } catch (Swap.FailedException e) {
            throw new BundleRefusedException(Cause.START_FAILED, symbolicName + ": " + e.getMessage());
        }
        tellings.tell("bundle.started", symbolicName, "started " + symbolicName + " " + bundle.getVersion());
        return bundle;
    }

    Bundle stop(String symbolicName) throws BundleRefusedException, InterruptedException, IOException {
        Bundle bundle = changeable(symbolicName);
        if (ImpactTexts.needed(symbolicName)) {
            throw new BundleRefusedException(
                    Cause.FORBIDDEN,
                    "without " + symbolicName + " the server could not be operated; it is not stopped");
        }
        stopped.set(symbolicName, true);
        try {
            swap.stop(bundle);
        } catch (Swap.FailedException e) {
            throw new BundleRefusedException(Cause.START_FAILED, symbolicName + ": " + e.getMessage());
        }
        tellings.tell("bundle.stopped", symbolicName, "stopped " + symbolicName + " " + bundle.getVersion());
        return bundle;
    }

    private Bundle changeable(String symbolicName) throws BundleRefusedException {
        Bundle bundle = find(symbolicName);
        if (bundle == null) {
            throw notFound(symbolicName);
        }
        if (bundle.getBundleId() == 0 || Swap.fragment(bundle)) {
            throw new BundleRefusedException(
                    Cause.FORBIDDEN,
                    symbolicName
                            + (bundle.getBundleId() == 0
                                    ? " is the framework itself"
                                    : " is a fragment: it goes with its host"));
        }
        return bundle;
    }

    Bundle refresh(String symbolicName) throws BundleRefusedException, InterruptedException {
        Bundle bundle = find(symbolicName);
        if (bundle == null) {
            throw notFound(symbolicName);
        }
        if (bundle.getBundleId() == 0) {
            throw new BundleRefusedException(Cause.FORBIDDEN, symbolicName + " is the framework itself");
        }
        String text = "refreshed " + symbolicName + " " + bundle.getVersion();
        if (swap.closure(Set.of(bundle)).contains(self)) {
            later(bundle, null, true, "bundle.refreshed", text);
            return bundle;
        }
        try {
            swap.refresh(Set.of(bundle));
        } catch (Swap.FailedException e) {
            throw new BundleRefusedException(Cause.START_FAILED, symbolicName + ": " + e.getMessage());
        }
        tellings.tell("bundle.refreshed", symbolicName, text);
        return bundle;
    }

    private static String origin(Jar jar, @Nullable Drop drop) {
        return (drop == null ? "" : " from " + drop.file()) + " (sha256 " + jar.sha256()
                + (jar.signed() ? ", signature not verified)" : ")");
    }

    /** A file in the folder as it was when it was read. */
    record Drop(String file, String stamp) {}
}
