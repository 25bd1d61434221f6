"""ONNX Runtime, as it lies beside the recogniser that brings it, called without a package of its own.

The recogniser's wheels carry it on every system.  Its C functions stand in one table whose order never
changes (`OrtApi` in onnxruntime_c_api.h); here are the few that running a model takes.
"""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..catalogue import say
from ..core.errors import EngineError

if TYPE_CHECKING:
    from numpy.typing import NDArray

API = 16
"""Version of the table that is asked for: any later library has it."""
PLACES = {
    "GetErrorMessage": 2, "CreateEnv": 3, "CreateSessionFromArray": 8, "Run": 9, "CreateSessionOptions": 10,
    "DisableCpuMemArena": 19, "SetIntraOpNumThreads": 24, "CreateTensorWithDataAsOrtValue": 49,
    "GetTensorMutableData": 51, "GetDimensionsCount": 61, "GetDimensions": 62, "GetTensorTypeAndShape": 65,
    "CreateCpuMemoryInfo": 69, "ReleaseStatus": 93, "ReleaseSession": 95, "ReleaseValue": 96,
    "ReleaseTensorTypeAndShapeInfo": 99, "ReleaseSessionOptions": 100, "AddSessionConfigEntry": 130,
}  # fmt: skip
"""Where each function stands in the table."""
NOTHING_BUT_ITS_END = 4
"""What the library may write on the screen."""
ARENA, DEFAULT_MEMORY = 1, 0
KINDS = {"float32": 1, "int64": 7, "bool": 9}
FILES = ("../moonshine_voice.libs/libonnxruntime*.so*", "libonnxruntime*.dylib", "onnxruntime.dll")
CONFIGURED = {
    # the weights stay in the mapped file, which the system may drop and read again
    "session.use_ort_model_bytes_directly": "1",
    "session.use_ort_model_bytes_for_initializers": "1",
    "session.disable_prepacking": "1",
    "session.intra_op.allow_spinning": "0",
}
_POINTER = ctypes.c_void_p


def library_beside(package: Path) -> Path | None:
    """The runtime that came with a package; None if it brought none."""
    return next((file for pattern in FILES for file in sorted(package.glob(pattern))), None)


class Runtime:
    """The loaded library."""

    def __init__(self, file: Path) -> None:
        """Raises EngineError."""
        try:
            base = ctypes.CDLL(str(file)).OrtGetApiBase
            base.restype = ctypes.POINTER(_POINTER)
            table = ctypes.CFUNCTYPE(_POINTER, ctypes.c_uint32)(base()[0])(API)
        except (OSError, AttributeError, ValueError) as error:
            raise EngineError(say("speech.runtime_broken", why=error)) from error
        if not table:
            raise EngineError(say("speech.runtime_broken", why=f"API {API}"))
        self._table = ctypes.cast(table, ctypes.POINTER(_POINTER))
        self.env, self.memory = _POINTER(), _POINTER()
        self.call("CreateEnv", ctypes.c_int(NOTHING_BUT_ITS_END), b"voicetrainer", ctypes.byref(self.env))
        self.call(
            "CreateCpuMemoryInfo",
            ctypes.c_int(ARENA),
            ctypes.c_int(DEFAULT_MEMORY),
            ctypes.byref(self.memory),
        )

    def call(self, name: str, *arguments: Any) -> None:
        """A function that answers with a status.  Raises EngineError with the library's own words."""
        status = self._function(name, _POINTER)(*arguments)
        if status:
            why = self._function("GetErrorMessage", ctypes.c_char_p)(_POINTER(status)) or b""
            self.release("ReleaseStatus", _POINTER(status))
            raise EngineError(say("speech.runtime_broken", why=why.decode(errors="replace")))

    def release(self, name: str, thing: ctypes.c_void_p) -> None:
        self._function(name, None)(thing)

    def _function(self, name: str, answer: Any) -> Any:
        # arguments are told by what is given: there is no varying number of them
        return ctypes.CFUNCTYPE(answer)(self._table[PLACES[name]])


class Session:
    """A loaded model; call it from one thread at a time."""

    def __init__(self, runtime: Runtime, model: Path) -> None:
        """Raises EngineError."""
        self._runtime, self._session = runtime, _POINTER()
        self._bytes = _mapped(model)
        """Must be there as long as the session is."""
        whole = (ctypes.c_char * len(self._bytes)).from_buffer(self._bytes)
        options = _POINTER()
        runtime.call("CreateSessionOptions", ctypes.byref(options))
        try:
            runtime.call("SetIntraOpNumThreads", options, ctypes.c_int(1))
            runtime.call("DisableCpuMemArena", options)
            for key, value in CONFIGURED.items():
                runtime.call("AddSessionConfigEntry", options, key.encode(), value.encode())
            runtime.call(
                "CreateSessionFromArray", runtime.env, ctypes.byref(whole), ctypes.c_size_t(len(self._bytes)),
                options, ctypes.byref(self._session),
            )  # fmt: skip
        finally:
            runtime.release("ReleaseSessionOptions", options)

    def run(self, inputs: Mapping[str, NDArray[Any]], output: str) -> NDArray[np.float32]:
        """One output of the model.  Raises EngineError."""
        kept = {name: np.ascontiguousarray(array) for name, array in inputs.items()}
        values = [self._value(array) for array in kept.values()]
        names = (ctypes.c_char_p * len(kept))(*(name.encode() for name in kept))
        wanted, answer = (ctypes.c_char_p * 1)(output.encode()), _POINTER()
        try:
            self._runtime.call(
                "Run", self._session, None, names, (_POINTER * len(values))(*values),
                ctypes.c_size_t(len(values)), wanted, ctypes.c_size_t(1), ctypes.byref(answer),
            )  # fmt: skip
            return self._array(answer)
        finally:
            for value in (*values, answer):
                self._runtime.release("ReleaseValue", value)

    def close(self) -> None:
        if self._session:
            self._runtime.release("ReleaseSession", self._session)
            self._session = _POINTER()

    def _value(self, array: NDArray[Any]) -> ctypes.c_void_p:
        shape = (ctypes.c_int64 * array.ndim)(*array.shape)
        value = _POINTER()
        self._runtime.call(
            "CreateTensorWithDataAsOrtValue", self._runtime.memory, array.ctypes.data_as(_POINTER),
            ctypes.c_size_t(array.nbytes), shape, ctypes.c_size_t(array.ndim),
            ctypes.c_int(KINDS[array.dtype.name]), ctypes.byref(value),
        )  # fmt: skip
        return value

    def _array(self, value: ctypes.c_void_p) -> NDArray[np.float32]:
        """A copy of its numbers."""
        call, shape_info, count, begin = self._runtime.call, _POINTER(), ctypes.c_size_t(), _POINTER()
        call("GetTensorTypeAndShape", value, ctypes.byref(shape_info))
        try:
            call("GetDimensionsCount", shape_info, ctypes.byref(count))
            shape = (ctypes.c_int64 * count.value)()
            call("GetDimensions", shape_info, shape, count)
        finally:
            self._runtime.release("ReleaseTensorTypeAndShapeInfo", shape_info)
        call("GetTensorMutableData", value, ctypes.byref(begin))
        numbers = ctypes.cast(begin, ctypes.POINTER(ctypes.c_float))
        return np.ctypeslib.as_array(numbers, tuple(shape)).copy()


def _mapped(file: Path) -> mmap.mmap:
    try:
        with file.open("rb") as opened:
            return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_COPY)
    except (OSError, ValueError) as error:
        raise EngineError(say("speech.runtime_broken", why=error)) from error
