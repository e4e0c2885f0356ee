/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The bundles of this server. What is installed here is kept in {@code HOME/deploy}, whichever way it came: there is
 * one source for each symbolic name. Methods block; call them on a thread that may. Changes are made one after the
 * other.
 *
 * <p>Whatever is refused leaves nothing behind: no file, no bundle, and what ran goes on.
 *
 * <p>A change that restarts the store itself or the way to whoever asks (see {@link Impact#bundles}) is checked and
 * stored before the method returns and made a moment later, so that an answer gets out; what does not work then is
 * undone and logged.
 *
 * <p>Who asked for a change is taken from {@code user} in SLF4J's MDC of the calling thread, for the log.
 */
@ProviderType
public interface BundleStore {
    /** All of them, by symbolic name. */
    List<BundleInfo> bundles();

    /**
     * Looks at a jar without keeping it: what it is, and what installing or updating it would touch.
     *
     * @param jar read to its end or to the limit, not closed
     * @throws BundleRefusedException it would be refused
     */
    Candidate examine(InputStream jar) throws BundleRefusedException, IOException;

    /**
     * Installs and starts a bundle whose symbolic name is not there yet; otherwise
     * {@link BundleRefusedException.Cause#DUPLICATE}.
     */
    BundleInfo install(InputStream jar) throws BundleRefusedException, IOException;

    /**
     * Replaces a bundle by another version of it and starts it, unless the operator stopped it.
     *
     * @param symbolicName has to be the jar's
     */
    BundleInfo update(String symbolicName, InputStream jar) throws BundleRefusedException, IOException;

    /**
     * Removes a bundle of the operator's. Where it had replaced one that is shipped, that one comes back; a shipped one
     * itself can only be stopped.
     */
    void remove(String symbolicName) throws BundleRefusedException, IOException;

    /** Starts it, now and after every restart of the server. */
    BundleInfo start(String symbolicName) throws BundleRefusedException;

    /** Stops it, now and after every restart of the server. */
    BundleInfo stop(String symbolicName) throws BundleRefusedException;

    /** Wires it anew, with all that depends on it. */
    BundleInfo refresh(String symbolicName) throws BundleRefusedException;

    /** What updating, removing or refreshing it touches. */
    Impact impact(String symbolicName) throws BundleRefusedException;

    /**
     * What a jar is.
     *
     * @param updates whether a bundle of this symbolic name is there
     * @param impact of installing or updating it
     */
    record Candidate(String symbolicName, String version, boolean updates, Impact impact) {}
}
