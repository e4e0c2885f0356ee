/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** A camera that can be told to misbehave, in this JVM, and the clips it sends. */
@NullMarked
package io.sluice.testkit.camera;

import org.jspecify.annotations.NullMarked;
